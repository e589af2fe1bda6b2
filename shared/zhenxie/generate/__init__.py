"""Case histories by the shapes of the law: seeded, realistic, and with a chosen share of violations.

Of 10,000 cases with a tenth of violations (lines of all agencies, the notification's events among the events):

    kind          |  share  | lines a case | events a case
    theft         |  34.0 % |  7.6 | 13.7
    injury        |  14.0 % |  7.8 | 13.1
    drunk_driving |  26.0 % |  8.5 | 12.6
    economic      |  12.0 % |  7.1 | 10.4
    under_age     |   6.0 % |  4.7 |  5.9
    returned      |   5.0 % | 15.3 | 23.0
    refiled       |   3.0 % |  6.7 | 10.6
    all           | 100.0 % |  8.0 | 12.8

About a fifth of the events are notification and filing, a fifth sending and what the procuratorate opens then, and the
rest questioning, custody and bail, evidence of driving, opinions, property and age. What the procuratorate decides stands
in lines of its own. The violations are those of every rule that one case can show (`mixing.UNLAWFUL`).
"""
