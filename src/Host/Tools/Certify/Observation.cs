using Rialto.Gateways.Faults;

namespace Rialto.Host.Tools.Certify;

/// <summary>What is known of one scenario when it is judged. Immutable; seconds since the watch began.</summary>
/// <param name="Start">From when it was watched.</param>
/// <param name="End">Until when it was watched.</param>
/// <param name="Seen">What the bot did in it.</param>
/// <param name="Injected">What was done to the bot in it.</param>
/// <param name="Orders">All orders of the bot that the exchange took, those before it included.</param>
/// <param name="Stopped">When the exchange had stopped before it started again: what is seen later came to the one that started; null where it was not restarted.</param>
internal sealed record Observation(double Start, double End, IReadOnlyList<Seen> Seen, IReadOnlyList<Injected> Injected, IReadOnlyList<BotOrder> Orders, double? Stopped)
{
    /// <summary>Orders that were entered in it.</summary>
    public IEnumerable<BotOrder> OwnOrders => Orders.Where(order => order.Entered >= Start);

    /// <summary>The first fault of these kinds; null where none happened.</summary>
    public Injected? First(params FaultKind[] kinds) => Injected.FirstOrDefault(injected => kinds.Contains(injected.Fault.Kind));

    /// <summary>What was seen after a second.</summary>
    public IEnumerable<Seen> After(double seconds) => Seen.Where(seen => seen.Seconds > seconds);
}

/// <summary>What came of a scenario.</summary>
internal enum Outcome
{
    /// <summary>The bot did what it should.</summary>
    Passed,

    /// <summary>It did not.</summary>
    Failed,

    /// <summary>It did nothing that could be judged.</summary>
    NotExercised,
}

/// <summary>A judgement.</summary>
/// <param name="Outcome">What came of it.</param>
/// <param name="Reason">In one sentence.</param>
/// <param name="Evidence">Lines that show it.</param>
internal sealed record Verdict(Outcome Outcome, string Reason, IReadOnlyList<string> Evidence)
{
    public static Verdict Passed(string reason, params IReadOnlyList<string> evidence) => new(Outcome.Passed, reason, evidence);

    public static Verdict Failed(string reason, params IReadOnlyList<string> evidence) => new(Outcome.Failed, reason, evidence);

    public static Verdict NotExercised(string reason) => new(Outcome.NotExercised, reason, []);
}
