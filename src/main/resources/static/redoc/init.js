Redoc.init('/openapi.json', { expandResponses: '200,201,202', sortRequiredPropsFirst: true }, document.getElementById('redoc'));
