namespace Dashboard.Ingest.Sources.Snmp.Security;

/// <summary>How a user's messages are authenticated.</summary>
public enum UsmAuthentication
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>HMAC-MD5-96, RFC 3414 section 6.</summary>
    Md5,

    /// <summary>HMAC-SHA-96, RFC 3414 section 7.</summary>
    Sha1,

    /// <summary>HMAC-128-SHA-224, RFC 7860 section 4.</summary>
    Sha224,

    /// <summary>HMAC-192-SHA-256, RFC 7860 section 4.</summary>
    Sha256,

    /// <summary>HMAC-256-SHA-384, RFC 7860 section 4.</summary>
    Sha384,

    /// <summary>HMAC-384-SHA-512, RFC 7860 section 4.</summary>
    Sha512,
}

/// <summary>How a user's messages are enciphered.</summary>
public enum UsmPrivacy
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>CBC-DES, RFC 3414 section 8.</summary>
    Des,

    /// <summary>CFB128-AES-128, RFC 3826.</summary>
    Aes128,

    /// <summary>AES-192, key extended as draft-blumenthal-aes-usm-04 section 3.1.2.1 says; Net-SNMP and most others.</summary>
    Aes192,

    /// <summary>AES-256, key extended as draft-blumenthal-aes-usm-04 section 3.1.2.1 says; Net-SNMP and most others.</summary>
    Aes256,

    /// <summary>AES-192, key extended as draft-reeder-snmpv3-usm-3desede-00 section 2.1 says; Cisco.</summary>
    Aes192Cisco,

    /// <summary>AES-256, key extended as draft-reeder-snmpv3-usm-3desede-00 section 2.1 says; Cisco.</summary>
    Aes256Cisco,
}
