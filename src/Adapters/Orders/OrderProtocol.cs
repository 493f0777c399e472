using Rialto.Model.Execution;

namespace Rialto.Adapters.Orders;

/// <summary>
/// How a venue's private side speaks: requests in, bytes out; bytes in, reports out. Pure: no socket, no clock; nothing throws for what a venue sends. What needs a clock or a nonce gets it. Immutable,
/// any thread.
/// </summary>
internal abstract class OrderProtocol
{
    /// <summary>What can be asked.</summary>
    public abstract VenueCapabilities Capabilities { get; }

    /// <summary>Text that keeps the private stream open, and how often it is sent; empty where none is.</summary>
    public virtual (string Text, TimeSpan Interval) Heartbeat => ("", TimeSpan.Zero);

    /// <summary>How often a ticket is kept alive or renewed: half of its life. Zero where that is not needed.</summary>
    public virtual TimeSpan TicketInterval => TimeSpan.Zero;

    /// <summary>The ticket is needed for requests too (LS Securities' token), not only for the stream.</summary>
    public virtual bool TicketIsForCalls => false;

    /// <summary>
    /// Every signed request over REST has a number above all before it, whatever connection it takes (<see cref="SigningMoment.Number"/>): so they go one at a time, each when the one before has its answer.
    /// </summary>
    public virtual bool NeedsRisingNumbers => false;

    /// <summary>The dead man's switch is set for one listing at a time.</summary>
    public virtual bool DeadManIsPerListing => false;

    /// <summary>A ticket is asked for no more often than so: venues shut out who asks too often.</summary>
    public virtual TimeSpan TicketPause => TimeSpan.Zero;

    /// <summary>Memory of a new session.</summary>
    public virtual OrderMemory NewMemory() => new();

    /// <summary>When a ticket that is got now ends.</summary>
    public virtual DateTimeOffset TicketEnds(DateTimeOffset now) => DateTimeOffset.MaxValue;

    /// <summary>Writes a request that <see cref="OrderCapability"/> has let through, unsigned.</summary>
    /// <returns><see cref="VenueReason.None"/>, or why it cannot be written.</returns>
    public abstract VenueReason Encode(in OrderRequest request, OrderContext context, OrderCall call);

    /// <summary>Signs a request with the key. <paramref name="ticket"/> is the venue's, where it gave one.</summary>
    public abstract void Sign(OrderCall call, VenueCredentials credentials, in SigningMoment moment, string ticket, string host);

    /// <summary>Reads what came back for a request.</summary>
    /// <returns>False where it cannot be read: then nobody knows what became of the request.</returns>
    public abstract bool Decode(in OrderRequest request, OrderContext context, int status, ReadOnlySpan<byte> body, OrderReports reports);

    /// <summary>What came of a request, or of a page of it, is known, whatever it was: answered, refused before it was sent, or in doubt. For venues whose sessions remember; may tell more.</summary>
    public virtual void Conclude(in OrderRequest request, OrderContext context, OrderReports reports)
    {
    }

    /// <summary>Writes the question for the venue's clock.</summary>
    /// <returns>False where it has none that is worth asking.</returns>
    public virtual bool EncodeTime(OrderCall call) => false;

    /// <summary>Reads the venue's clock, in nanoseconds.</summary>
    public virtual bool TryDecodeTime(ReadOnlySpan<byte> body, out long nanoseconds)
    {
        nanoseconds = 0;
        return false;
    }

    /// <summary>Writes the question for a ticket.</summary>
    /// <returns>False where the venue gives none.</returns>
    public virtual bool EncodeTicket(OrderCall call, VenueCredentials credentials) => false;

    /// <summary>Reads a ticket.</summary>
    public virtual bool TryDecodeTicket(ReadOnlySpan<byte> body, out string ticket)
    {
        ticket = "";
        return false;
    }

    /// <summary>Writes what makes a first ticket, where the question for one was refused (4xx) because there is none yet.</summary>
    /// <returns>False where tickets are never made.</returns>
    public virtual bool EncodeFirstTicket(OrderCall call, VenueCredentials credentials) => false;

    /// <summary>Writes what keeps a ticket alive.</summary>
    /// <returns>False where another is got instead.</returns>
    public virtual bool EncodeKeepAlive(OrderCall call, VenueCredentials credentials, string ticket) => false;

    /// <summary>Path and query of the private stream below its host.</summary>
    public abstract string StreamPath(string ticket);

    /// <summary>Headers of the stream's handshake.</summary>
    public virtual void SignStream(VenueCredentials credentials, in SigningMoment moment, string host, ICollection<KeyValuePair<string, string>> headers)
    {
    }

    /// <summary>What is sent when the stream has opened.</summary>
    public abstract void Open(UserStreamTurn turn, VenueCredentials credentials, in SigningMoment moment);

    /// <summary>Reads a frame of the stream; what it tells, wants sent and means is in the turn.</summary>
    /// <returns>False where it cannot be read.</returns>
    public abstract bool Read(ReadOnlySpan<byte> frame, UserStreamTurn turn, VenueCredentials credentials, in SigningMoment moment);
}
