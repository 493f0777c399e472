using Rialto.Host.Feeds.Live.Views;
using Rialto.Model.Feeds;

namespace Rialto.Host.Feeds.Live;

/// <summary>A venue as the hub's views know it.</summary>
/// <param name="Name">As commands and settings call it.</param>
/// <param name="Venue">Whose symbols.</param>
/// <param name="Links">Its connections now. Any thread.</param>
/// <param name="Problem">What is wrong with it apart from its connections: its list of symbols cannot be had. Empty for nothing. Any thread.</param>
internal sealed record FeedSource(string Name, FeedVenue Venue, Func<IReadOnlyList<LinkView>> Links, Func<string> Problem);
