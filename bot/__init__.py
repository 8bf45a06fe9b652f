"""Unhurried: a conversational coach for people who depend on benzodiazepines."""
