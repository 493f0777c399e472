using System.Collections;
using System.Collections.Immutable;
using Rialto.Host.Config;
using Rialto.Host.Desk.Alerting;
using Rialto.Host.Desk.Keys;
using Rialto.Model.Feeds;

namespace Rialto.Host.Desk.Guarding;

/// <summary>Keys, gateways and alerts of a desk. docs/guide/keys-and-safety.md and docs/reference/alerts.md list the keys.</summary>
/// <param name="Keys">Where keys are, for venues without a gateway.</param>
/// <param name="Gateways">Sockets of gateways.</param>
/// <param name="Alerts">Who is told.</param>
/// <param name="Rules">From where on.</param>
internal sealed record GuardSettings(VenueKeySettings Keys, ImmutableDictionary<FeedVenue, string> Gateways, AlertSettings Alerts, DeskAlertLimits Rules)
{
    /// <summary>Nothing of it.</summary>
    public static GuardSettings None { get; } = new(VenueKeySettings.Environment, ImmutableDictionary<FeedVenue, string>.Empty, new AlertSettings(Environment.MachineName, 10, []), new DeskAlertLimits());

    /// <summary>Where people are told is nobody's business who reads a run's folder, and a run that goes on asks for it anew.</summary>
    public const string NotKept = "Alerts:";

    /// <summary>Takes what the environment says about alerts: addresses and keys that are secrets stand there.</summary>
    public static void AddEnvironment(SettingSources sources, IDictionary variables)
    {
        var all = new SettingSources();
        all.AddEnvironment(variables);
        foreach (var setting in all.All.Where(setting => setting.Key.StartsWith(NotKept, StringComparison.OrdinalIgnoreCase)))
            sources.Set(setting.Key, setting.Value, setting.Source);
    }
}
