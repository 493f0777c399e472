using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Adapters.Feeds;

/// <summary>What a session does about books that may not be believed, and about what a venue has left out.</summary>
public sealed partial class FeedSession<TSink>
{
    // A book that has held for so long has been repaired for good: the next repair starts without waiting.
    private const long SettledNs = 60_000_000_000;

    private readonly List<Listing> _tradesMissing = [];
    private readonly List<string> _frames = [];

    private void Trust(BookSync book, BookReason reason)
    {
        book.Doubt = BookReason.None;
        book.MustSubscribe = false;
        book.HeardAt = _received;
        if (book.State == BookTrust.Trusted)
            return;
        if (book.State == BookTrust.Resyncing)
            book.TrustedSince = _received;
        _asker.Succeeded();
        _tell.State(book, BookTrust.Trusted, reason);
    }

    private void Stale(BookSync book, BookReason reason)
    {
        if (book.State != BookTrust.Trusted)
            return;
        (book.Doubt, book.DoubtedSince) = (reason, _received);
        _tell.State(book, BookTrust.Stale, reason);
    }

    /// <summary>Asks for a snapshot of a book that goes on meanwhile.</summary>
    private void AskAnew(BookSync book)
    {
        if (_received < book.NextTry)
            return;
        if (_rules.Snapshot == SnapshotSource.Rest)
            book.Renew();
        _asker.Ask(book, _received);
    }

    private void Failed(BookSync book)
    {
        book.EndRenewing();
        BookAsker.Later(book, _received);
        _tell.Reason(book, BookReason.SnapshotFailed);
    }

    /// <summary>The book is not to be believed: say so, start anew, and ask for it, at once or when its turn comes.</summary>
    private void Repair(BookSync book, BookReason reason)
    {
        if (reason != BookReason.SnapshotTooOld || book.WaitingCount == 0)
            book.Begin();
        book.Doubt = BookReason.None;
        if (book.State is BookTrust.Trusted or BookTrust.Stale)
        {
            Counters.Repairs++;
            Counters.RepairsByReason[(int)reason]++;
            if (!book.IsAsked && _received.Nanoseconds - book.TrustedSince.Nanoseconds > SettledNs)
                (book.Attempts, book.NextTry) = (0, _received);
            _tell.State(book, BookTrust.Resyncing, reason);
        }
        else
            _tell.Reason(book, reason);

        if (_isUp && _received >= book.NextTry)
            _asker.Ask(book, _received);
    }

    private void DoubtAll(BookReason reason)
    {
        foreach (var book in _books)
        {
            if (book.State is BookTrust.Trusted or BookTrust.Stale)
                Repair(book, reason);
        }
    }

    /// <summary>
    /// A frame could not be read, and may have been an update. Books without numbers of their own are repaired. A numbered one shows by its next number whether the frame was
    /// its own: until then it is not believed, and none of what it holds is thrown away. A frame whose listing could be read concerns no other.
    /// </summary>
    private void DoubtBroken()
    {
        if (_rules.Continuity is not (Continuity.Contiguous or Continuity.Linked))
        {
            DoubtAll(BookReason.BrokenFrame);
            return;
        }

        if (_content.Parts.Length == 0)
        {
            foreach (var book in _books)
                Stale(book, BookReason.BrokenFrame);
            return;
        }

        foreach (ref readonly var part in _content.Parts)
        {
            if (part.Kind is not (PartKind.Trades or PartKind.Settled) && _bookOf.TryFind(part.Listing, out var book))
                Stale(book, BookReason.BrokenFrame);
        }
    }

    /// <summary>The venue has not subscribed all that was asked for, and has not said so: books that stood will not move again, and trades would be missed for ever.</summary>
    private void TakeMissing(Timestamp now)
    {
        _tradesMissing.Clear();
        foreach (var (listing, channels) in _grants.Missing(now))
        {
            _tell.Drift(DriftKind.VenueError, listing.Id);
            if ((channels & FeedChannels.Trades) != 0)
                _tradesMissing.Add(listing);

            // One that is being repaired is asked for in its turn.
            if ((channels & FeedChannels.Books) != 0 && _bookOf.TryFind(listing.Id, out var book) && book.State is BookTrust.Trusted or BookTrust.Stale)
                Repair(book, BookReason.Refused);
        }

        if (_tradesMissing.Count == 0)
            return;
        _frames.Clear();
        _protocol.AskForTrades(_tradesMissing, _frames);
        foreach (var frame in _frames)
            _asker.Send(frame);
    }
}
