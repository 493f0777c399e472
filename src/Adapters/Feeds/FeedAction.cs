using Rialto.Model.Feeds;

namespace Rialto.Adapters.Feeds;

/// <summary>What a session wants done.</summary>
public enum FeedActionKind : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Send the text as a frame.</summary>
    Send = 1,

    /// <summary>Get the text, a path with its query, and hand the body to <see cref="IFeedSession.OnSnapshot"/>.</summary>
    FetchSnapshot = 2,

    /// <summary>Close the connection and open another.</summary>
    Reconnect = 3,
}

/// <summary>One thing to do, in the order given.</summary>
/// <param name="Kind">What.</param>
/// <param name="Listing">For which listing; none for all.</param>
/// <param name="Text">The frame, or the path.</param>
public readonly record struct FeedAction(FeedActionKind Kind, ListingId Listing, string Text);
