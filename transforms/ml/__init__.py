"""Models of what people will do, judged on days that they have not seen."""
