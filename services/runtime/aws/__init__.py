"""The platform in AWS, by boto3: the only package that may name it."""
