using System.Globalization;
using System.Text;
using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Wire.Files.Export;

/// <summary>Writes events as CSV: a line of names, then a line an event, decimals as exact as they are. docs/reference/recordings.md lists the columns. Single-threaded; the stream stays open.</summary>
public sealed class FeedCsvWriter : IDisposable
{
    /// <summary>The first line.</summary>
    public const string Columns = "receive_ns,event_ns,venue,symbol,kind,side,price,quantity,sequence,trade_id,snapshot,last,state,reason,connection";

    private readonly StreamWriter _text;

    /// <summary>Writes the first line.</summary>
    public FeedCsvWriter(Stream stream)
    {
        _text = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 64 * 1024, leaveOpen: true) { NewLine = "\n" };
        _text.WriteLine(Columns);
    }

    /// <summary>Adds an event; its listing is null where it is about a connection.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public void Add(in FeedEvent one, Listing? listing)
    {
        var culture = CultureInfo.InvariantCulture;
        var hasPrice = one.Kind is FeedEventKind.Level or FeedEventKind.Trade or FeedEventKind.Settled && listing is not null;
        var (state, reason) = one.Kind switch
        {
            FeedEventKind.BookStateChanged => (one.State.ToString(), one.Reason.ToString()),
            FeedEventKind.ConnectionChanged => (one.ConnectionState.ToString(), ""),
            FeedEventKind.Drift => ("", one.Drift.ToString()),
            _ => ("", ""),
        };
        _text.Write(string.Create(culture, $"{one.ReceiveTime.Nanoseconds},{one.EventTime.Nanoseconds},{one.Venue},{listing?.Symbol},{one.Kind},"));
        if (hasPrice)
            _text.Write(string.Create(culture, $"{one.Side},{DecimalText.Format(one.Price.Units, listing!.PriceScale)},{DecimalText.Format(one.Quantity.Units, listing.QuantityScale)}"));
        else
            _text.Write(",,");
        _text.Write(string.Create(
            culture, $",{one.Sequence},{one.TradeId},{((one.Flags & FeedEventFlags.Snapshot) != 0 ? 1 : 0)},{((one.Flags & FeedEventFlags.LastOfFrame) != 0 ? 1 : 0)},{state},{reason},{one.Connection}\n"));
    }

    /// <summary>Writes what is left to the stream.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public void Dispose() => _text.Dispose();
}
