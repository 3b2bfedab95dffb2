"""The LibreOffice add-in as text, which `addin.surfaces.oxt` packs: Python 3.8, standard library, UNO."""
