"""The host's side of a press, standard library of Python 3.8 only: every host can carry it as it is."""
