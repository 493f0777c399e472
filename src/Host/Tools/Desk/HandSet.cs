using System.Globalization;
using Rialto.Journal;
using Rialto.Journal.Desk;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Runtime.Memory;
using Rialto.Trading;
using Rialto.Trading.Risk;

namespace Rialto.Host.Tools.Desk;

/// <summary>Limits that somebody has set by hand in a run that is given up: a new run begins with those of its configuration, and he is told.</summary>
internal static class HandSet
{
    private const int Shown = 20;

    /// <summary>A line for each, the last value; and one where the journal cannot be read.</summary>
    public static IEnumerable<string> Of(string run)
    {
        var set = new Commands([]);
        string? problem = null;
        try
        {
            using var reader = new DeskJournalReader(run);
            while (reader.TryRead(ref set))
            {
            }
        }
        catch (Exception damaged) when (damaged is JournalCorruptException or IOException)
        {
            problem = damaged.Message;
        }

        foreach (var ((kind, scope), (value, who)) in set.Last.Take(Shown))
            yield return string.Create(CultureInfo.InvariantCulture, $"not in force any more: limit {kind} of {scope} was set to {(value == RiskLimits.Unlimited ? "unlimited" : value)} by {who}; the configuration's counts");
        if (set.Last.Count > Shown)
            yield return string.Create(CultureInfo.InvariantCulture, $"and {set.Last.Count - Shown} other limits that were set by hand");
        if (problem is not null)
            yield return $"limits that were set by hand in {Path.GetFileName(run)} are not known, and not in force any more: {problem}";
    }

    private readonly struct Commands(SortedDictionary<(RiskLimitKind Kind, int Scope), (long Value, string Who)> last) : IDeskInputs
    {
        public SortedDictionary<(RiskLimitKind Kind, int Scope), (long Value, string Who)> Last => last;

        public void OnListing(Listing listing)
        {
        }

        public void OnEvent(long sequence, in FeedEvent told)
        {
        }

        public void OnReport(long sequence, in OrderReport report)
        {
        }

        public void OnCommand(long sequence, ReadOnlySpan<byte> bytes)
        {
            var command = default(DeskCommand);
            bytes[..Math.Min(bytes.Length, DeskCommand.SizeBytes)].CopyTo(Blittable.Bytes(ref command));

            // The file's own changes stand in the file, and give their key as the reason.
            if (command.Kind == DeskCommandKind.SetLimit && !command.Who.ToString().EndsWith(".json", StringComparison.OrdinalIgnoreCase))
                last[((RiskLimitKind)command.Number, command.Listing.IsNone ? Math.Max(command.Strategy.Value, (int)command.Venue) : command.Listing.Value)] = (command.Value.AsWhole, command.Who.ToString());
        }

        public void OnCheck(in DeskCheck check)
        {
        }
    }
}
