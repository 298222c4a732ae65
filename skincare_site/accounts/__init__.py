"""Who signs in, with what, and for how long: second step, sessions, known browsers, the limit on tries."""
