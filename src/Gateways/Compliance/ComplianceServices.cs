namespace Rialto.Gateways.Compliance;

/// <summary>What the gateways need of compliance.</summary>
/// <param name="Desk">Applications and cases; the caller disposes of it.</param>
/// <param name="Provider">How the provider's webhook is signed; null: there is no provider.</param>
public sealed record ComplianceServices(ComplianceDesk Desk, ProviderSignature? Provider = null);
