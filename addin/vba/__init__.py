"""VBA projects written from text, so that an add-in can be built where there is no Excel."""
