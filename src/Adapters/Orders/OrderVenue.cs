using Rialto.Adapters.Connections;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;

namespace Rialto.Adapters.Orders;

/// <summary>The private side of a venue: where it is, what it can, what it allows. Immutable; built in from the venue's documentation (<see cref="OrderVenues"/>), changed by <see langword="with"/>.</summary>
public sealed record OrderVenue
{
    private readonly OrderProtocol? _protocol;

    internal OrderVenue(string name, VenueCapabilities capabilities, OrderProtocol? protocol) => (Name, Capabilities, _protocol) = (name, capabilities, protocol);

    /// <summary>What it is called on command lines and in settings, as its feed is: <c>binance</c>.</summary>
    public string Name { get; }

    /// <summary>What can be asked of it.</summary>
    public VenueCapabilities Capabilities { get; }

    /// <summary>Which venue.</summary>
    public FeedVenue Venue => Capabilities.Venue;

    /// <summary>Root of the REST interface.</summary>
    public Uri Rest { get; init; } = new("http://localhost");

    /// <summary>Root of the private stream.</summary>
    public Uri Stream { get; init; } = new("ws://localhost");

    /// <summary>Weight that REST requests of this address may have.</summary>
    public RateLimit Budget { get; init; }

    /// <summary>Orders that an account may send.</summary>
    public RateLimit OrderBudget { get; init; }

    /// <summary>The key has a third part.</summary>
    public bool NeedsPassphrase { get; init; }

    internal OrderProtocol Protocol => _protocol ?? throw new InvalidOperationException($"{Name} cannot be traded at.");
}
