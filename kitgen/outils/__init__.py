"""What helps to write sessions and templates: models, lexicon, trials, schemas, the doctor."""
