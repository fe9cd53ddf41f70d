"""Speed of the site, each figure beside its floor in the same run: `make bench`. No test and no assert."""
