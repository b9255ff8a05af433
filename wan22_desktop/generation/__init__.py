"""From a request to a clip: rules, queue, engine process, panels."""
