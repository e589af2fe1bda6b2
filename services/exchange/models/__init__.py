"""The supervision models (监督模型): as screening publishes them, as a person decides on them, and how well they do."""
