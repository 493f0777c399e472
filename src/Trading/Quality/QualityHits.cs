using Rialto.Model.Units;

namespace Rialto.Trading.Quality;

/// <summary>Breaches of one listing in the last minute, by rule, in six parts of ten seconds; and what they take from the score.</summary>
internal sealed class QualityHits
{
    private const int Parts = 6;
    private const long PartNs = 10_000_000_000;

    private readonly int[] _counts = new int[Parts * QualityMonitor.Rules];
    private readonly long[] _part = new long[Parts];

    /// <summary>By rule: what one breach costs, and the most that the rule costs.</summary>
    private static ReadOnlySpan<byte> Cost =>
    [
        0, 0, // None
        20, 60, // Range
        10, 40, // Jump
        1, 5, // VolumeSpike
        2, 20, // TimeBackwards
        5, 20, // TimeRange
        5, 20, // ReceiveBackwards
        0, 0, // ClockOffset: while raised
        5, 15, // Rate
        0, 0, // Stale: the score is 0
        10, 40, // Outlier
        1, 10, // Locked
        2, 20, // Crossed
        25, 75, // BookDoubted
        5, 20, // Drift
        5, 20, // TouchJump
    ];

    public void Add(QualityRule rule, Timestamp time)
    {
        var part = time.Nanoseconds / PartNs;
        var slot = (int)((ulong)part % Parts);
        if (_part[slot] != part)
        {
            _part[slot] = part;
            _counts.AsSpan(slot * QualityMonitor.Rules, QualityMonitor.Rules).Clear();
        }

        _counts[slot * QualityMonitor.Rules + (int)rule]++;
    }

    public int Penalty(Timestamp now)
    {
        var part = now.Nanoseconds / PartNs;
        var penalty = 0;
        for (var rule = 1; rule < QualityMonitor.Rules; rule++)
        {
            long hits = 0;
            for (var slot = 0; slot < Parts; slot++)
            {
                if (part - _part[slot] is >= 0 and < Parts)
                    hits += _counts[slot * QualityMonitor.Rules + rule];
            }

            penalty += (int)Math.Min(Cost[2 * rule + 1], hits * Cost[2 * rule]);
        }

        return penalty;
    }
}
