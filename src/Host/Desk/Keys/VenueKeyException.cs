namespace Rialto.Host.Desk.Keys;

/// <summary>Keys of venues cannot be had; the message says why and holds no part of any.</summary>
internal sealed class VenueKeyException(string message, Exception? inner = null) : Exception(message, inner);
