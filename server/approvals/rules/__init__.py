"""Rules of approvals: routes, what a change voids, who may decide, what happens next. Values only."""
