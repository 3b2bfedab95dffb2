"""Foreign systems as far as their documents tell: servers on loopback that refuse what those refuse."""
