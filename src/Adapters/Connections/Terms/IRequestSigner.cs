namespace Rialto.Adapters.Connections;

/// <summary>Proves with the customer's key who asks, where a venue wants that even for public data. Any thread.</summary>
public interface IRequestSigner
{
    /// <summary>Adds the headers of one request, or of one socket's handshake.</summary>
    /// <param name="method"><c>GET</c>, for a handshake too.</param>
    /// <param name="address">What is asked for.</param>
    /// <param name="now">The time now: venues refuse old signatures.</param>
    /// <param name="headers">Takes them.</param>
    void Sign(string method, Uri address, DateTimeOffset now, ICollection<KeyValuePair<string, string>> headers);
}
