using System.Text;
using Rialto.Model.Feeds;

namespace Rialto.Adapters.Orders;

/// <summary>What a frame of the private stream means for the connection.</summary>
internal enum StreamSignal : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The stream is up: logged in and subscribed.</summary>
    Up = 1,

    /// <summary>The connection is of no use any more: a gap, an end, a token that has ended. Another is made.</summary>
    Renew = 2,

    /// <summary>The key was refused: another connection would be too, so the next is tried late.</summary>
    Refused = 3,
}

/// <summary>One connection of a private stream, as its protocol sees it: what it knows, what it wants sent. No socket; one thread at a time.</summary>
internal sealed class UserStreamTurn(OrderContext context, OrderReports reports)
{
    private readonly List<byte[]> _toSend = [];
    private readonly List<ListingId> _fillsOf = [];

    public OrderContext Context => context;

    /// <summary>Takes what the frame tells.</summary>
    public OrderReports Reports => reports;

    /// <summary>The ticket that a venue gave for this connection (a listen key, a token); empty where it gives none.</summary>
    public string Ticket { get; set; } = "";

    /// <summary>The venue's number of the last update, where it numbers them.</summary>
    public long Sequence { get; set; }

    /// <summary>How far the greeting has come; the protocol counts.</summary>
    public int Step { get; set; }

    /// <summary>What the last frame means for the connection.</summary>
    public StreamSignal Signal { get; set; }

    /// <summary>The frame answers this request; zero where it answers none.</summary>
    public long AnswerTo { get; set; }

    /// <summary>HTTP status of the answer, or what comes closest.</summary>
    public int AnswerStatus { get; set; }

    /// <summary>Why a connection is renewed or refused, in the venue's words without secrets, for a person to read.</summary>
    public string Problem { get; set; } = "";

    /// <summary>Frames to send, in order.</summary>
    public IReadOnlyList<byte[]> ToSend => _toSend;

    /// <summary>Numbers for frames.</summary>
    public long NextId { get; set; } = 1;

    /// <summary>Listings whose fills are to be asked for, since the stream says only that there are some.</summary>
    public IReadOnlyList<ListingId> FillsOf => _fillsOf;

    /// <summary>The frame told that something was filled, and not what.</summary>
    public void WantFills(ListingId listing)
    {
        if (!_fillsOf.Contains(listing))
            _fillsOf.Add(listing);
    }

    public void Send(CallText frame) => _toSend.Add(frame.Bytes.ToArray());

    public void Send(string frame) => _toSend.Add(Encoding.UTF8.GetBytes(frame));

    /// <summary>Before the next frame.</summary>
    public void Clear()
    {
        _toSend.Clear();
        _fillsOf.Clear();
        reports.Clear();
        (Signal, AnswerTo, AnswerStatus) = (StreamSignal.None, 0, 0);
    }

    /// <summary>The connection is given up.</summary>
    public void Renew(string problem) => (Signal, Problem) = (StreamSignal.Renew, problem);

    /// <summary>The key was refused.</summary>
    public void Refuse(string problem) => (Signal, Problem) = (StreamSignal.Refused, problem);
}
