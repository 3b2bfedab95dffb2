"""The ways to reach people, each in its vendor's own words: 企业微信 and mail. They know no tables."""
