"""A person's own workbook of any format read into the grids that `sync.adoption` judges; never written."""
