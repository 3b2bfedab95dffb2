"""The host inside LibreOffice: snapshots of Calc documents, operations on them, a person in front of them."""
