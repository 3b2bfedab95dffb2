"""Load: many clerks press buttons over real HTTP, each on an own book, against a real server process."""
