"""Tests of what customers owe and what lets a frozen order go on."""
