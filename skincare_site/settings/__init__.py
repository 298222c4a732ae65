"""Settings: `base` is shared; `local` runs on a laptop, `test` under pytest, `production` on a server."""
