using System.Text;
using Rialto.Model.Markets;

namespace Rialto.Twins.Lockstep;

/// <summary>Makes a failing script short: takes steps away, in ever smaller pieces, as long as it still fails.</summary>
public static class Shrinker
{
    /// <summary>The shortest script found that still fails, and how it fails.</summary>
    public static (IReadOnlyList<ScriptStep> Script, string What) Shrink(Mismatch mismatch, Func<ExchangeLimits, IEngine> one, Func<ExchangeLimits, IEngine> other)
    {
        var script = mismatch.Script.ToList();
        var what = mismatch.What;
        for (var piece = script.Count / 2; piece >= 1;)
        {
            var shrunk = false;
            for (var at = script.Count - piece; at >= 0; at -= piece)
            {
                var shorter = script.Take(at).Concat(script.Skip(at + piece)).ToList();
                if (LockstepRun.Replay(shorter, mismatch.Limits, one, other, out var played) is not { } failure)
                    continue;
                script = shorter[..played];
                what = failure;
                at = Math.Min(at, script.Count);
                shrunk = true;
            }

            if (piece > 1 || !shrunk)
                piece /= 2;
        }

        return (script, what);
    }

    /// <summary>A report that a person can work with: seed, short script as a scenario, difference.</summary>
    public static string Report(Mismatch mismatch, Func<ExchangeLimits, IEngine> one, Func<ExchangeLimits, IEngine> other)
    {
        var (script, what) = Shrink(mismatch, one, other);
        var text = new StringBuilder();
        text.AppendLine($"seed {mismatch.Seed}, failed at command {mismatch.Script.Count}; shortest script that still fails has {script.Count}:");
        text.AppendLine("scenario: seed " + mismatch.Seed);
        text.AppendLine("bare");
        text.AppendLine($"limits orders={mismatch.Limits.MaxLiveOrders} remembered={mismatch.Limits.RememberedOrders} movements={mismatch.Limits.RememberedMovements}");
        var lines = new ScriptText(script);
        foreach (var step in script)
            text.AppendLine(lines.Of(step));
        return text.AppendLine(what).ToString();
    }
}
