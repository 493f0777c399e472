using Rialto.Gateways.Auth;

namespace Rialto.Gateways.Fix.Session;

/// <summary>What became of a Logon's proof of who sent it.</summary>
/// <param name="Key">The key that the SenderCompID names; null where there is none. Nothing is proven by it where there is a refusal.</param>
/// <param name="Refusal">Why it is refused; null where it is admitted.</param>
/// <param name="Admitted">Of a signed Logon: how long it must be held, for it may be ahead of the clock.</param>
internal readonly record struct FixAdmission(ApiKey? Key, string? Refusal, AuthResult Admitted = default);
