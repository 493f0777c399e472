namespace Rialto.Adapters.Connections;

/// <summary>A venue's settings cannot be used; the offending key is named.</summary>
/// <param name="key">Below <c>Feeds:Venues:NAME</c>: <c>SymbolsPerSocket</c>.</param>
/// <param name="problem">What is wrong, as a sentence without its subject: <c>must be 1 to 512, not 0</c>.</param>
public sealed class VenueSettingException(string key, string problem) : Exception($"{key} {problem}")
{
    /// <summary>Which setting.</summary>
    public string Key { get; } = key;

    /// <summary>What is wrong, without the key.</summary>
    public string Problem { get; } = problem;
}
