"""What is printed: sheets drawn by Typst from a template and data, fonts embedded."""
