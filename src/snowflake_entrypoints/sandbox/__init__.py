"""Discord and Stripe stand-ins on the real wire; only `demo` and the tests start them."""
