"""Two servers, a worker, a database and a balancer, each on a machine of its own: a network namespace."""
