using Rialto.Gateways.Faults;

namespace Rialto.Host.Tools.Certify;

/// <summary>One thing that goes wrong, and the rule by which the bot's answer is judged.</summary>
/// <param name="Name">Stable, for scripts.</param>
/// <param name="What">What happens, for people.</param>
/// <param name="Faults">What is injected; each kept to the doors that are certified.</param>
/// <param name="ReactionSeconds">How long the bot is watched after the fault; 0: as long as a scenario waits for its fault.</param>
/// <param name="Judge">The rule.</param>
internal sealed record Scenario(string Name, string What, IReadOnlyList<Fault> Faults, double ReactionSeconds, Func<Observation, Verdict> Judge)
{
    /// <summary>The exchange is stopped and started again.</summary>
    public bool Restarts { get; init; }

    /// <summary>The verdict counts as soon as the bot has passed: there is nothing it could do wrong afterwards.</summary>
    public bool EndsWhenPassed { get; init; }

    /// <summary>Longest wait for the fault, in seconds; null: the command's.</summary>
    public double? Seconds { get; init; }

    /// <summary>Its faults at these doors; null where none of them makes sense there.</summary>
    public FaultProfile? ProfileAt(IReadOnlyCollection<FaultDoor> doors)
    {
        var kept = Faults.Select(fault => fault with { Doors = [.. fault.Doors.Where(doors.Contains)] }).Where(fault => fault.Doors.Count > 0).ToArray();
        return kept.Length == 0 && Faults.Count > 0 ? null : new FaultProfile(Name, kept);
    }
}
