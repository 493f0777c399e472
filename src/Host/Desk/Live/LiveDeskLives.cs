using System.Globalization;
using Rialto.Journal.Desk;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;
using Rialto.Trading;

namespace Rialto.Host.Desk.Live;

/// <summary>A life before this one: its inputs once more, with nothing that they led to leaving the desk.</summary>
internal sealed partial class LiveDesk
{
    private long _lastRight;

    /// <summary>Where a repeated life came to something else than it did the first time, in words; null where it did not.</summary>
    public string? Difference { get; private set; }

    /// <summary>A journal begins to be read.</summary>
    /// <returns>Takes its inputs; <see cref="EndRepeat"/> follows.</returns>
    public Former Repeat()
    {
        _isMuted = true;
        _lastRight = Trader.Sequence;
        return new Former(this);
    }

    /// <summary>All that was written has been applied: what comes from here on is new.</summary>
    public void EndRepeat()
    {
        _isMuted = false;
        _now = new Timestamp(Math.Max(_now.Nanoseconds, Trader.Now.Nanoseconds));
        _stampedAt = _monotonic();
        _isSlow = Trader.IsSlow;
        _nextCheck = Trader.Sequence + Settings.CheckEvery;
    }

    private void Compare(in DeskCheck check)
    {
        if (Difference is not null)
            return;
        if ((Trader.StateHash(), Trader.OutputHash) == (check.State, check.Output))
            _lastRight = check.Sequence;
        else
            Difference = string.Create(CultureInfo.InvariantCulture, $"between inputs {_lastRight + 1} and {check.Sequence}");
    }

    /// <summary>Takes the inputs of a life before this one.</summary>
    internal readonly struct Former(LiveDesk desk) : IDeskInputs
    {
        public void OnListing(Listing listing)
        {
            if (listing.Id.Value <= desk.Listings.Count)
                desk.Listings.Replace(listing);
        }

        public void OnEvent(long sequence, in FeedEvent told)
        {
            desk.Coming(told.ReceiveTime);
            desk.Trader.Apply(in told);
        }

        public void OnReport(long sequence, in OrderReport report)
        {
            desk.Counts.Take(in report);
            desk.Coming(report.ReceiveTime);
            desk.Trader.Apply(in report);
        }

        public void OnCommand(long sequence, ReadOnlySpan<byte> command)
        {
            var told = default(DeskCommand);
            command[..Math.Min(command.Length, DeskCommand.SizeBytes)].CopyTo(Blittable.Bytes(ref told));

            // What took a strategy's place is offered again, so that its number is the same.
            if (told.Kind == DeskCommandKind.Swap)
                _ = desk.Trader.Offer(desk.Settings.Plugins.MakeAgain(in told, desk.Trader.ViewOf(told.Strategy).Declaration.Name));
            desk.Coming(told.Time);
            desk.Trader.Apply(in told);
        }

        public void OnCheck(in DeskCheck check) => desk.Compare(in check);
    }
}
