"""What is public, as JSON, read only. The top room: it names explainers and care tips, and nothing below knows it."""
