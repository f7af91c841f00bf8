"""What a template sees: frozen views of texts that are ready to print, and nothing that must not be printed."""
