"""What earlier builds made: kept beside the output, taken again, or told to be whole."""
