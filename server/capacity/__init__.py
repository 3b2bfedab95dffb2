"""What production units can make by when: working calendars, open load, promises, transit."""
