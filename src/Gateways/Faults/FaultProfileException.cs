namespace Rialto.Gateways.Faults;

/// <summary>A profile that is not one: says which key is wrong and why.</summary>
/// <param name="key">For example <c>faults[2].every</c>.</param>
/// <param name="problem">What is wrong with it.</param>
public sealed class FaultProfileException(string key, string problem) : Exception($"fault profile: {key} {problem}.")
{
    /// <summary>The offending key.</summary>
    public string Key => key;
}
