using System.Globalization;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Twins.Lockstep;
using Xunit;

namespace Rialto.Unit.Venue;

/// <summary>
/// Random commands to the naive exchange and the product's, compared after each. RIALTO_LOCKSTEP_COMMANDS says how many (CI: millions; here: a few
/// seconds' worth), RIALTO_LOCKSTEP_SEED where to begin, RIALTO_LOCKSTEP_STREAM how many of them make a stream, that is an exchange's life.
/// </summary>
public class LockstepTests
{
    [Fact]
    public void Both_engines_agree_after_every_command_of_random_streams()
    {
        var commands = long.Parse(Setting("RIALTO_LOCKSTEP_COMMANDS", "40000"), CultureInfo.InvariantCulture);
        var stream = int.Parse(Setting("RIALTO_LOCKSTEP_STREAM", "2000"), CultureInfo.InvariantCulture);
        var first = ulong.Parse(Setting("RIALTO_LOCKSTEP_SEED", "1"), CultureInfo.InvariantCulture);
        var (one, other) = (Engines.All[0].Create, Engines.All[^1].Create);
        var (counts, refusals) = (new long[byte.MaxValue + 1], new long[LockstepRun.MaxReason + 1]);
        var mostLive = 0;
        var output = TestContext.Current.TestOutputHelper;
        var seeds = (ulong)((commands + stream - 1) / stream);
        for (var seed = first; seed < first + seeds; seed++)
        {
            var run = LockstepRun.Random(seed, stream, one, other, out var mismatch);
            Assert.True(mismatch is null, mismatch is null ? "" : Shrinker.Report(mismatch, one, other));
            mostLive = Math.Max(mostLive, run.MostLiveOrders);
            for (var kind = 0; kind < counts.Length; kind++)
                counts[kind] += run.EventCounts[kind];
            for (var reason = 0; reason < refusals.Length; reason++)
                refusals[reason] += run.RejectCounts[reason];
        }

        output?.WriteLine($"seeds {first} to {first + seeds - 1}, {seeds * (ulong)stream} commands, up to {mostLive} live orders");
        output?.WriteLine(string.Join(", ", Enum.GetValues<EventKind>().Skip(1).Select(kind => $"{kind} {counts[(int)kind]}")));
        output?.WriteLine(string.Join(", ", Enum.GetValues<RejectReason>().Where(IsOfMatching).Select(r => $"{r} {refusals[(int)r]}")));
        // A comparison that never saw an uncrossing would prove little; fewer commands than usual are somebody looking for something.
        if (commands >= 40_000)
            Assert.All(Enum.GetValues<EventKind>().Where(IsOfMatching), kind => Assert.True(counts[(int)kind] > 0, $"no {kind} in all these commands"));
    }

    /// <summary>Kinds of matching, of accounts, of fees and of verification: others belong to rooms whose own tests look for them.</summary>
    internal static bool IsOfMatching(EventKind kind) => kind is > EventKind.None and <= EventKind.FeeDayEnded or >= EventKind.VerificationSet and <= EventKind.LimitUsed;

    /// <summary>Reasons of the same rooms.</summary>
    internal static bool IsOfMatching(RejectReason reason) => reason is > RejectReason.None and < RejectReason.Overloaded or >= RejectReason.AccountUnknown and <= RejectReason.QuotingInvalid
        or >= RejectReason.VerificationInvalid and <= RejectReason.CountryInvalid;

    private static string Setting(string name, string otherwise) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : otherwise;
}
