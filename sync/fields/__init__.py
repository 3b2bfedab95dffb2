"""The catalogue of fields: columns, header words, API schema and documents all come from it."""
