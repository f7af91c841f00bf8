"""What a template sees: typed, frozen views with texts that are ready to print, and nothing that must not be printed."""
