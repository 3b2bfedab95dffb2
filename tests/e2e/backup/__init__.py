"""The drill: a backup made under load, a database destroyed and restored, and books that go on."""
