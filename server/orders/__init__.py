"""Orders: from rows of a sheet to true orders with numbers, holds, stock and promises."""
