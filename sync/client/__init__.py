"""The host's side of a press, standard library only, so that every host can carry it as it is."""
