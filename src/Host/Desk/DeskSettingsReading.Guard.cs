using System.Collections.Immutable;
using Rialto.Host.Config;
using Rialto.Host.Desk.Alerting;
using Rialto.Host.Desk.Guarding;
using Rialto.Host.Desk.Keys;
using Rialto.Model.Feeds;

namespace Rialto.Host.Desk;

/// <summary>What concerns keys, gateways and alerts.</summary>
internal static partial class DeskSettingsReading
{
    private static GuardSettings Guard(SettingsReader reader)
    {
        var gateways = ImmutableDictionary.CreateBuilder<FeedVenue, string>();
        foreach (var child in reader.Children("Venues"))
        {
            if (reader.OptionalText($"Venues:{child}:Gateway") is { } socket)
                gateways[Venue(reader, $"Venues:{child}:Venue")] = socket;
        }

        var standard = new DeskAlertLimits();
        return new GuardSettings(
            new VenueKeySettings(reader.OptionalText("Keys:File"), new KeyPassword(reader.OptionalText("Keys:PasswordFile"), null)),
            gateways.ToImmutable(),
            AlertSettings.Read(reader),
            new DeskAlertLimits
            {
                StreamDown = TimeSpan.FromSeconds(reader.Number("Alerts:Rules:StreamDownSeconds", (int)standard.StreamDown.TotalSeconds, 0, 86_400)),
                BreakerOpen = TimeSpan.FromSeconds(reader.Number("Alerts:Rules:BreakerOpenSeconds", (int)standard.BreakerOpen.TotalSeconds, 0, 86_400)),
                RejectPercent = reader.Number("Alerts:Rules:RejectPercent", standard.RejectPercent, 0, 100),
                MismatchPercent = reader.Number("Alerts:Rules:MismatchPercent", standard.MismatchPercent, 0, 100),
                LatencyMs = reader.Number("Alerts:Rules:LatencyMs", standard.LatencyMs, 0, 60_000),
                FillPercent = reader.Number("Alerts:Rules:FillPercent", standard.FillPercent, 0, 100),
                CpuPercent = reader.Number("Alerts:Rules:CpuPercent", standard.CpuPercent, 0, 100),
                MemoryPercent = reader.Number("Alerts:Rules:MemoryPercent", standard.MemoryPercent, 0, 100),
                ErrorPermille = reader.Number("Alerts:Rules:ErrorPermille", standard.ErrorPermille, 0, 1_000),
                CountMin = reader.Number("Alerts:Rules:CountMin", standard.CountMin, 1, 1_000_000),
            });
    }
}
