"""The supervision models (监督模型): one a file, found by the registry, each with its rules and its dated numbers of law."""
