"""Works without a connection: what a device keeps, and what it sends later."""
