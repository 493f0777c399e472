using System.Globalization;
using Rialto.Gateways.Faults;

namespace Rialto.Host.Tools.Certify;

/// <summary>Keeps what the bot did at the doors and what was done to it, in the order it was seen. Bounded; any thread.</summary>
internal sealed class CertifyWatch : IFaultWitness
{
    // A bot that sends a thousand requests a second is watched for a quarter of an hour.
    private const int MostKept = 1_000_000;

    private readonly Lock _gate = new();
    private readonly List<Seen> _seen = [];
    private readonly List<Injected> _injected = [];

    /// <inheritdoc/>
    public void OnSeen(Seen seen)
    {
        lock (_gate)
        {
            if (_seen.Count < MostKept)
                _seen.Add(seen);
        }
    }

    /// <inheritdoc/>
    public void OnInjected(Injected injected)
    {
        lock (_gate)
        {
            if (_injected.Count < MostKept)
                _injected.Add(injected);
        }
    }

    /// <summary>What was seen from this second on.</summary>
    public IReadOnlyList<Seen> SeenSince(double seconds)
    {
        lock (_gate)
            return [.. _seen.Where(seen => seen.Seconds >= seconds)];
    }

    /// <summary>What was injected from this second on.</summary>
    public IReadOnlyList<Injected> InjectedSince(double seconds)
    {
        lock (_gate)
            return [.. _injected.Where(injected => injected.Seconds >= seconds)];
    }

    /// <summary>A line of evidence.</summary>
    public static string Evidence(Seen seen) => string.Create(
        CultureInfo.InvariantCulture, $"{seen.Seconds,8:N3} s  {FaultWords.Of(seen.Door)} {seen.Session}: {seen.Text}{(seen.Fault is { } fault ? $"  <- {FaultWords.Of(fault)}" : string.Empty)}");

    /// <summary>A line of evidence.</summary>
    public static string Evidence(Injected injected) => string.Create(
        CultureInfo.InvariantCulture, $"{injected.Seconds,8:N3} s  INJECTED {FaultWords.Of(injected.Fault.Kind)} at {FaultWords.Of(injected.Door)} {injected.Session}: {injected.Text}");
}
